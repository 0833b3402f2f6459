export { userModule } from './user.module.ts';
