import './answer.table.ts';
export { answerModule } from './answer.module.ts';
export { answersFor } from './answer.service.ts';
