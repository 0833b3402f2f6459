export { resellerModule } from './reseller.module.ts';
