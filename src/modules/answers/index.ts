import './answer.table.ts';
export { answerModule } from './answer.module.ts';
export { answersFor, type Placeholders } from './answer.service.ts';
