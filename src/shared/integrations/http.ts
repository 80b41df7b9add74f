import { type IntegrationDescription, optional, required } from './types.ts'

/** Any HTTP API below one address, with its authorization kept in the settings. */
export const httpDescription: IntegrationDescription = {
  label: 'HTTP API',
  actions: {
    request: {
      label: 'Request',
      description: 'An HTTP request below the base URL; gives statusCode, headers and body',
      inputs: [
        required('method', 'text', 'GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS'),
        required('url', 'text', 'The address, relative to the base URL'),
        optional('params', 'map', 'The query; a list value repeats its name'),
        optional('headers', 'map', 'The headers'),
        optional('bodyType', 'text', 'json, form-data, x-www-form-urlencoded, xml, raw or graphql'),
        optional('body', 'any', 'The body'),
      ],
    },
  },
}
