import assert from 'node:assert/strict';
import { parseMysqlUrl } from '../../src/db/mysql.ts';

describe('database URL', () => {
  it('names hosts, account and database', () => {
    assert.deepEqual(parseMysqlUrl('mysql://north:p%40ss%2Fw@db1,db2:3307,[::1]:3308/sub%2Dlet'), {
      hosts: [
        { host: 'db1', port: 3306 },
        { host: 'db2', port: 3307 },
        { host: '::1', port: 3308 },
      ],
      options: { user: 'north', password: 'p@ss/w', database: 'sub-let' },
    });
  });

  it('may leave out the account and give a socket', () => {
    const { options } = parseMysqlUrl('mariadb://localhost/sublet?socket=/run/mysqld/mysqld.sock');
    assert.deepEqual(options, { database: 'sublet', socketPath: '/run/mysqld/mysqld.sock' });
  });

  it('says how the line is secured', () => {
    const ssl = (value: string): unknown => parseMysqlUrl(`mysql://h/d?ssl=${value}`).options.ssl;
    assert.deepEqual(ssl('true'), { rejectUnauthorized: true });
    assert.deepEqual(ssl('unverified'), { rejectUnauthorized: false });
    assert.deepEqual(ssl('false'), undefined);
    assert.throws(() => ssl('/missing/ca.pem'), { code: 'ENOENT' });
  });

  for (const url of ['postgres://h/d', 'mysql://h', 'mysql://h:port/d', 'mysql://u:p@ss@h/d', 'mysql:///d', '']) {
    it(`refuses ${url === '' ? 'nothing' : url} without repeating a password`, () => {
      assert.throws(() => parseMysqlUrl(url), /^Error: The database URL (?!.*p@ss)/u);
    });
  }

  it('refuses a setting that it does not know', () => {
    assert.throws(() => parseMysqlUrl('mysql://h/d?tls=true'), /tls/u);
  });
});
