/** Words of the frame around every page: menus, lists, forms, keys. */
export const chromeEn = {
  'nav.skip': 'Skip to the content',
  'nav.label': 'Menu',
  'nav.open': 'Open the menu',
  'nav.crumbs': 'You are here',

  'top.welcome': 'Welcome,',
  'search.label': 'Search everywhere',
  'search.placeholder': 'Find by name, domain or e-mail…',
  'search.go': 'Search',
  'search.all': 'All matches ({{number}})',

  'acting.label': 'Working in another panel',
  'acting.return': 'Return to {{name}}',
  'acting.back': '(back to {{name}})',

  'account.menu': 'Account menu',
  'account.sign_out': 'Sign out',

  'look.title': 'Theme and language',
  'look.theme': 'Theme',
  'look.light': 'Light',
  'look.dark': 'Dark',
  'look.auto': 'As the system',
  'look.language': 'Language',

  'flash.dismiss': 'Dismiss',

  'list.views': 'Saved views',
  'list.csv': 'Download as CSV',
  'list.filter': 'Filter by any field',
  'list.apply': 'Apply',
  'list.show_deleted': 'Show deleted',
  'list.selected': '{{number}} selected',
  'list.clear': 'Clear',
  'list.actions': 'Actions',
  'list.tick_all': 'Select all rows of this page',
  'list.pages': 'Pages',
  'list.per_page': 'Rows',
  'list.prev': 'Previous page',
  'list.next': 'Next page',

  'form.cancel': 'Cancel',
  'form.generate': 'Generate',
  'form.show_password': 'Show password',

  'overview.actions': 'Quick actions',
  'overview.all': 'All',

  'access.verbs': 'Functions: {{number}}',
  'access.inherit': 'Inherit',
  'access.allow': 'Allow',
  'access.deny': 'Deny',

  'keys.title': 'Keyboard shortcuts',
  'keys.filter': 'Filter the list',
  'keys.new': 'New',
  'keys.next': 'Next row',
  'keys.previous': 'Previous row',
  'keys.tick': 'Tick the row',
  'keys.edit': 'Edit the row',
  'keys.open': 'Open the row',
  'keys.search': 'Search everywhere',
  'keys.help': 'This list',
  'keys.close': 'Close, clear the filter',

  'plain.links': 'Language and help',
} as const;
