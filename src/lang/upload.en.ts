export const uploadEn = {
  'upload.no_length': 'The files arrived without a word of how much they are. Let your program say so: Content-Length.',
  'upload.too_large':
    'The files come to more than {{max}}, which is more than one message takes. Go back and choose fewer or smaller ones.',
  'upload.too_many': 'More files or fields arrived than one form takes. Go back and choose at most {{max}} files.',
  'upload.broken': 'The form arrived damaged or not as a whole. Go back and send it again.',
  'upload.at_once': 'Your files of {{max}} other forms are still arriving. Wait until they are there, then send again.',
  'form.files_again': 'Choose the files again: a form that is shown again cannot keep them.',
  'attachment.none': 'Files are not taken here. Send the message without “{{name}}”.',
  'attachment.count_one': 'Attach at most {{count}} file: {{given}} were chosen.',
  'attachment.count_other': 'Attach at most {{count}} files: {{given}} were chosen.',
  'attachment.size': '“{{name}}” is larger than {{max_down}}, the most that one file may have. Make it smaller.',
  'attachment.empty': '“{{name}}” is empty. Choose a file that holds something.',
  'attachment.type': '“{{name}}” is of a kind that is not taken. Attach one of these: {{types}}.',
  'attachment.content':
    '“{{name}}” does not hold what its ending promises. Save it anew in that format, or send it in another.',
  'attachment.text': '“{{name}}” is no plain text in UTF-8. Save it as UTF-8, or pack it before you attach it.',
  'attachment.quota':
    '“{{name}}” does not fit: all attachments of “{{account}}” together may have {{max}}, and {{used}} are taken. Remove files from your tickets, send the message without it, or ask for more room.',
  'attachment.hint_one': 'At most {{count}} file of {{max_down}}: {{types}}.',
  'attachment.hint_other': 'At most {{count}} files of {{max_down}} each: {{types}}.',
  'attachment.hint_none': 'Files are not taken here.',
} as const;
