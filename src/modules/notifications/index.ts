export { notificationModule } from './notification.module.ts';
export { forgetNotifications, notify, seen } from './notification.service.ts';
