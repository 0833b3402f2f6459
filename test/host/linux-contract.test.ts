import { driverContract } from '../helpers/driver-contract.ts';
import { linuxHost } from '../helpers/host-linux.ts';

driverContract('the machine itself', () => Promise.resolve(linuxHost()));
