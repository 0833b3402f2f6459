export { changeListPrefs } from './list-prefs.ts';
export { readPrefs } from './prefs.ts';
export { profileModule } from './profile.module.ts';
