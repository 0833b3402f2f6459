import { driverContract } from '../helpers/driver-contract.ts';
import { memoryDriver } from '../helpers/memory-driver.ts';
import { MemoryHost } from '../helpers/memory-host.ts';

driverContract('the driver in memory', () => {
  const host = new MemoryHost();
  return Promise.resolve({
    driver: memoryDriver(host),
    addForeign(name, uid) {
      host.foreign.set(name, uid);
      return Promise.resolve();
    },
    runAs(name) {
      const user = host.users.get(name);
      if (user) user.running = true;
      return Promise.resolve();
    },
    write(owner, domain, file) {
      host.folders.get(`${owner}/${domain}`)?.add(file);
      return Promise.resolve();
    },
    has: (owner, domain, file) => Promise.resolve(host.folders.get(`${owner}/${domain}`)?.has(file) ?? false),
    archives: (name) => Promise.resolve(host.archived.filter((of) => of === name).length),
    blockHome(name) {
      host.blocked.add(name);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});
