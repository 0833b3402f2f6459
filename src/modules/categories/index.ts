import './category.table.ts';
export { categoryOptions, readCategory } from './category.store.ts';
