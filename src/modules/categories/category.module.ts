import { defineModule } from '../../panel/define.ts';
import { categoryNames, countCategories, listCategories } from './category-list.store.ts';
import { CategoryForm, CategoryRow } from './category.schema.ts';
import {
  createCategory,
  loadCategory,
  moveCategory,
  renameCategory,
  restoreCategory,
  retireCategory,
} from './category.service.ts';

/** What the tickets to an account are about, in the order in which those below it choose from. */
export const categoryModule = defineModule({
  name: 'ticketcategory',
  levels: ['admin', 'reseller'],

  list: {
    row: CategoryRow,
    key: 'id',
    columns: {
      name: { as: 'name', sortable: true, link: 'edit' },
      position: { as: 'number', sortable: true },
      open: { as: 'number' },
    },
    defaultSort: 'position',
    views: ['retired'],
    toolbar: [['edit'], ['up', 'down'], ['retire', 'restore']],
    load: listCategories,
    count: countCategories,
    names: categoryNames,
  },

  form: {
    schema: CategoryForm,
    fields: { name: { group: 'category', required: true } },
    load: loadCategory,
    create: createCategory,
    update: renameCategory,
  },

  verbs: {
    up: { on: 'one', icon: 'arrow-up', key: 'U', undo: 'down', run: (ctx, elid) => moveCategory(ctx, elid, 'before') },
    down: { on: 'one', icon: 'arrow-down', key: 'D', undo: 'up', run: (ctx, elid) => moveCategory(ctx, elid, 'after') },
    retire: { on: 'many', icon: 'archive', undo: 'restore', run: retireCategory },
    restore: { on: 'many', icon: 'archive-off', undo: 'retire', run: restoreCategory },
  },
});
