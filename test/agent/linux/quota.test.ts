import assert from 'node:assert/strict';
import { toolsQuota, parseReport } from '../../../src/agent/linux/quota/tools.ts';
import { CommandFailed } from '../../../src/agent/linux/exec.ts';
import { recordingExec } from '../../helpers/recording-exec.ts';

const header =
  'User,BlockStatus,FileStatus,BlockUsed,BlockSoftLimit,BlockHardLimit,BlockGrace,FileUsed,FileSoftLimit,FileHardLimit,FileGrace';
const report = `${header}
#0,ok,ok,13,0,0,,2,0,0,
#20001,ok,ok,20477,0,20480,,2,0,0,
#20002,ok,ok,4,0,0,,1,0,0,
#20003,hard,ok,0,0,1,,0,0,0,
mallory,ok,ok,1,0,5,,1,0,0,
`;
const alice = { id: 7, name: 'alice', uid: 20_001 };
const bob = { id: 8, name: 'bob', uid: 20_002 };

describe('limits of ext4 and xfs', () => {
  it('are read from the report by uid, in KiB', () => {
    const expected = [
      [0, { limitKiB: null, usedBytes: 13 * 1024 }],
      [20_001, { limitKiB: 20_480, usedBytes: 20_477 * 1024 }],
      [20_002, { limitKiB: null, usedBytes: 4096 }],
      [20_003, { limitKiB: 0, usedBytes: 0 }],
    ];
    assert.deepEqual([...parseReport(report)], expected);
  });

  it('are asked for and set by exact commands, all in one call', async () => {
    const exec = recordingExec(({ bin }) => (bin === 'repquota' ? { out: report } : {}));
    const quota = toolsQuota('ext4', '/home', exec);
    assert.deepEqual([...(await quota.read([alice]))], [[20_001, { limitKiB: 20_480, usedBytes: 20_477 * 1024 }]]);
    const users = [
      { ...alice, diskKiB: 10_240 },
      { ...bob, diskKiB: null },
      { ...bob, uid: 20_003, diskKiB: 0 },
    ];
    assert.deepEqual(await quota.set(users), []);
    assert.deepEqual(exec.calls, [
      { bin: 'repquota', args: ['--user', '--no-names', '--verbose', '--output', 'csv', '--', '/home'], stdin: '' },
      {
        bin: 'setquota',
        args: ['--user', '--batch', '--', '/home'],
        stdin: '20001 0 10240 0 0\n20002 0 0 0 0\n20003 0 1 0 0\n',
      },
    ]);
  });

  it('are set one by one when a call for all fails', async () => {
    const exec = recordingExec(({ stdin }) => {
      if (stdin.includes('20001')) throw new CommandFailed('setquota: no', 1);
      return {};
    });
    const users = [alice, bob].map((who) => ({ ...who, diskKiB: 5 }));
    const failures = await toolsQuota('ext4', '/home', exec).set(users);
    assert.deepEqual(failures, [{ kind: 'account', id: 7, fault: 'quota', detail: 'setquota: no' }]);
    assert.deepEqual(
      exec.calls.map(({ stdin }) => stdin.split('\n').length - 1),
      [2, 1, 1],
    );
  });
});
