import { type IntegrationDescription, optional, required } from './types.ts'

const path = required('path', 'text', 'The path in the storage, with /')

/** Files in folders. */
export const storageDescription: IntegrationDescription = {
  label: 'Storage',
  actions: {
    listFiles: {
      label: 'List files',
      description: 'The files of a folder and of those below it: path, size and mimeType of each',
      inputs: [optional('folder', 'text', 'The folder; everything when absent')],
    },
    getFile: { label: 'Get file', description: 'A stored file, its type by its name', inputs: [path] },
    saveFile: {
      label: 'Save file',
      description: 'Stores a file, in place of one that has the path',
      inputs: [path, required('file', 'file', 'The file to store')],
    },
    deleteFile: { label: 'Delete file', description: 'Removes a file', inputs: [path] },
  },
}
