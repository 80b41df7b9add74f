import { type IntegrationDescription, optional, required } from './types.ts'

/** Messages, written to the outbox. */
export const emailDescription: IntegrationDescription = {
  label: 'E-mail',
  actions: {
    send: {
      label: 'Send',
      description: 'Writes a message to the outbox as <messageId>.eml; gives its messageId',
      inputs: [
        optional('from', 'addresses', 'Who it is from'),
        required('to', 'addresses', 'One address, or several as a list or with commas'),
        optional('cc', 'addresses', 'Who gets a copy'),
        required('subject', 'text', 'The subject'),
        optional('text', 'text', 'The message as plain text'),
        optional('html', 'text', 'The message as HTML'),
        optional('attachments', 'files', 'A file object, or a list of them (as JSON text too)'),
      ],
    },
  },
}
