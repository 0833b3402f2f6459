export { withOwnerPassword } from './owner-password.ts';
export { userModule } from './user.module.ts';
