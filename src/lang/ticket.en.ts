export const ticketEn = {
  'ticket.priority.high': 'High: solve at once',
  'ticket.priority.medium': 'Medium: not very important',
  'ticket.priority.low': 'Low: not urgent',
  'ticket.not_yours':
    '“{{name}}” belongs to a reseller. Write to the reseller, or enter its panel and write from there.',
  'ticket.archive_open': '“{{name}}” is still open. Close it first.',
  'ticket.parted': '“{{name}}” does not belong here any more, so this ticket can only be read.',
} as const;
