export { searchModule, type Matches, type SearchData } from './search.module.ts';
export { narrow, removeWords, saveWords, searchText, wordsOf } from './search.store.ts';
