export const serverEn = {
  'server.full': '“{{name}}” has had as many users as it has user ids. Choose another server.',
  'server.same': '“{{name}}” is on “{{server}}” already.',
  'server.key': 'The key of this agent is not known. Make a new token under Servers and give it to the agent.',
  'host.suspended.title': 'This site is suspended',
  'host.suspended.text': 'If it is yours, please contact {{name}}.',
  'host.welcome.title': 'This site is ready',
  'host.welcome.text': 'Upload your pages to its folder, and they will be shown here.',
} as const;
