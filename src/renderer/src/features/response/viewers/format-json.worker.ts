import { findJsonFault, formatJson } from '../media/format-json.ts'

self.onmessage = (event: MessageEvent<string>) => {
  self.postMessage({ text: formatJson(event.data), fault: findJsonFault(event.data) })
}
