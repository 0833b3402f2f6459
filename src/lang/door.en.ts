/** Sign-in, set-up and error pages: what is seen without a session. */
export const doorEn = {
  'signin.title': 'Sign in',
  'signin.name': 'Name or e-mail',
  'signin.password': 'Password',
  'signin.submit': 'Sign in',

  'setup.title': 'Set up the panel',
  'setup.text': 'Choose a name and a password for the administrator. This link works once.',
  'setup.name': 'Name',
  'setup.email': 'E-mail',
  'setup.password': 'Password',
  'setup.submit': 'Create administrator',

  'fault.title': 'This did not work',
  'fault.missing': 'Not found',
  'fault.forbidden': 'Not allowed',
  'fault.internal': 'Something went wrong',
  'fault.home': 'To the start page',

  'error.page_missing': 'There is no page at this address. Check it for typing errors.',
  'error.given_twice': '“{{name}}” is given more than once. Send it once.',
  'error.only_get_post': 'This panel takes GET, HEAD and POST, not {{method}}.',
  'error.other_site':
    'This was sent from another site’s page. Nothing was changed: open the panel itself and try again.',
} as const;
