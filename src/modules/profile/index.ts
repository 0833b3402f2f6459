export { readPrefs } from './prefs.ts';
export { profileModule } from './profile.module.ts';
