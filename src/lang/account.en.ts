export const accountEn = {
  'level.admin': 'administrator',
  'level.reseller': 'reseller',
  'level.user': 'user',

  'account.name.format':
    'Use lower-case latin letters, digits, “-” and “_”; begin with a letter; at most 31 characters.',
  'account.name.reserved': 'The system uses this name itself. Choose another one.',
  'account.name.taken': '“{{name}}” is taken. Try “{{suggestion}}”.',
  'account.name.taken_plain': '“{{name}}” is taken. Choose another name.',
  'account.name.fixed': 'The name of an account cannot be changed.',

  'account.limit.below_used': 'Already in use: {{used}}. Enter {{used_up}} or more.',
  'account.limit.below_allocated': 'Already promised to users: {{allocated}}. Enter {{allocated_up}} or more.',
  'account.limit.above_parent': '{{parent}} itself may have no more than {{max}}. Enter {{max_down}} or less.',
  'account.limit.unlimited_under_limited':
    '{{parent}} itself may have no more than {{max}}, so this cannot be without limit. Enter {{max_down}} or less.',
  'account.limit.allocated_full':
    'Of the {{max}} that {{parent}} may have, {{left}} is not promised yet. Enter {{left_down}} or less.',
  'account.limit.reached': 'The limit of {{max}} has been reached. Delete something or ask your provider for more.',

  'account.limit.reached_above':
    'There is no room left above this account: the limit of {{max}} there has been reached. Ask your provider for more.',
  'account.limit.child_unlimited': '“{{name}}” below has no limit. Give it one first.',
  'account.limit.below_child': '“{{name}}” below may have {{max}}. Enter {{max}} or more, or lower that one first.',
  'account.oversell.allocated':
    'More has been promised than there is ({{allocated}} of {{max}}, {{resource}}). Lower limits below or raise this one before leaving overselling.',

  'account.has_users_one': '“{{name}}” still has {{count}} user. Delete it or move it to another reseller first.',
  'account.has_users_other':
    '“{{name}}” still has {{count}} users. Delete them or move them to another reseller first.',
  'account.feature.not_yours':
    '{{parent}} does not have “{{feature}}” and cannot pass it on. Switch it off here or on there.',
  'account.hold.not_yours': '“{{name}}” was disabled by somebody above you. Only they can enable it.',
  'account.hold.automatic': '“{{name}}” was disabled automatically. It comes back when the cause is gone.',
  'account.move.same': '“{{name}}” is there already.',
  'account.move.target': 'A user can be moved to a reseller or to the administrator only.',
  'account.deleted': '“{{name}}” is deleted and can no longer be changed.',

  'account.state.active': 'active',
  'account.state.disabled': 'disabled',
  'account.state.disabled_with': 'disabled with {{name}}',
  'account.state.deleted': 'deleted',
  'account.state.by': 'by {{who}}, {{when}}',
  'account.state.reason': 'Reason: {{reason}}',
  'hold.manual': 'by hand',
  'hold.orders': 'no active order',
  'hold.metered': 'over the amount ordered',
  'hold.security': 'for security',

  'resource.users': 'Users',
  'resource.disk': 'Disk',
  'resource.traffic': 'Traffic',
  'resource.sites': 'Sites',

  'site.domain.format': 'Enter a domain such as example.com, without “http://” and without a path.',
  'site.domain.taken': '“{{domain}}” is already on this panel. Choose another domain.',
  'site.feature.not_owned': '{{owner}} does not have “{{feature}}”. Switch it off here or on there.',
} as const;
