import 'knex/types/tables.js';

declare module 'knex/types/tables.js' {
  interface Tables {
    operations: { op_id: string; result: string | null; at: number };
    leases: { name: string; holder: string; expires_at: number };
    migration_leases: { name: string; holder: string; expires_at: number };
  }
}
