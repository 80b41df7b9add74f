import { type IntegrationDescription, optional, required } from './types.ts'

const page = [
  optional('limit', 'number', 'How many records a page holds; 100 when absent'),
  optional('cursor', 'text', "A page's nextCursor, for the page after it"),
]
const type = required('type', 'text', 'The record type, for example Contact')
const id = required('id', 'text', "The record's id")
const fields = required('fields', 'map', "The record's fields")

/** Contacts and other records. */
export const crmDescription: IntegrationDescription = {
  label: 'CRM',
  actions: {
    searchContacts: {
      label: 'Search contacts',
      description: 'Records of type Contact by e-mail address or by text; gives records, total and nextCursor',
      inputs: [
        optional('email', 'text', 'The whole address, in any case'),
        optional('query', 'text', 'Text that any field contains, in any case'),
        ...page,
      ],
    },
    listRecords: {
      label: 'List records',
      description: 'Records of a type in the order they were created; gives records, total and nextCursor',
      inputs: [type, ...page],
    },
    getRecord: { label: 'Get record', description: 'One record', inputs: [type, id] },
    createRecord: { label: 'Create record', description: 'A new record; gives it with its id', inputs: [type, fields] },
    updateRecord: {
      label: 'Update record',
      description: 'Changes the fields that are given and keeps the others',
      inputs: [type, id, fields],
    },
    deleteRecord: {
      label: 'Delete record',
      description: 'Removes a record and gives it once more',
      inputs: [type, id],
    },
  },
}
