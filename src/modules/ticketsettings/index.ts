export { ticketSettingModule } from './setting.module.ts';
