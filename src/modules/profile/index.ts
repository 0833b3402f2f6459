export { changeListPrefs } from './list-prefs.ts';
export { readPrefs, type Occasion, type Way } from './prefs.ts';
export { profileModule } from './profile.module.ts';
