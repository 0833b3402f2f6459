export { searchModule } from './search.module.ts';
export { narrow, removeWords, saveWords, searchText, wordsOf } from './search.store.ts';
