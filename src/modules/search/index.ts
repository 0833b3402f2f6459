export { narrow, removeWords, saveWords, searchText } from './search.store.ts';
