export { readPrefs, type Prefs } from './prefs.ts';
export { profileModule } from './profile.module.ts';
