export { readSetting, secretOf, takeSetting, writeSetting } from './settings.store.ts';
