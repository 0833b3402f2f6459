import { defineModule } from '../../panel/define.ts';
import { AnswerForm, AnswerRow } from './answer.schema.ts';
import { createAnswer, deleteAnswer, loadAnswer, updateAnswer } from './answer.service.ts';
import { answerNames, countAnswers, listAnswers } from './answer.store.ts';

/** What an account answers again and again. */
export const answerModule = defineModule({
  name: 'savedanswer',
  levels: ['admin', 'reseller'],

  list: {
    row: AnswerRow,
    key: 'id',
    columns: {
      name: { as: 'name', sortable: true, link: 'edit' },
      text: {},
      changed: { as: 'time', sortable: true, descFirst: true },
    },
    defaultSort: 'name',
    toolbar: [['edit', 'delete']],
    load: listAnswers,
    count: countAnswers,
    names: answerNames,
  },

  form: {
    schema: AnswerForm,
    fields: {
      name: { group: 'answer', required: true },
      text: { as: 'textarea', group: 'answer', required: true },
    },
    load: loadAnswer,
    create: createAnswer,
    update: updateAnswer,
  },

  verbs: {
    delete: { on: 'many', icon: 'trash', danger: true, confirm: 'simple', run: deleteAnswer },
  },
});
