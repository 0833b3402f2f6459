import './category.table.ts';
export { categoryModule } from './category.module.ts';
export { categoryOptions, readCategory } from './category.store.ts';
