import { tellStory } from './helpers/tell.ts';

const sqlite = (): string => '';

tellStory('the story, with JavaScript', { js: true, databaseUrl: sqlite });
tellStory('the story, without JavaScript', { js: false, databaseUrl: sqlite });
tellStory('the story, on MariaDB', {
  js: true,
  databaseUrl: () => {
    const url = process.env['BROWSER_DATABASE_URL'];
    if (url === undefined) throw new Error('Run it by “npm test -- --engine=browser”, which starts a MariaDB.');
    return url;
  },
});
