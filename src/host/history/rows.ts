/** What a list reads of a run. */
export interface SummaryRow {
  n: number
  id: Buffer
  workflow_id: string
  workflow_name: string
  status: number
  code: number | null
  source: number
  request_name: string | null
  method: string
  started: number
  duration: number | null
  responded: number | null
  response_size: number | null
  error: string | null
  user: string
  response_headers: number | string | null
  response_values: string | null
}

/** All of a run's row, with its workflow's and version's columns. */
export interface DetailRow extends SummaryRow {
  version_hash: string
  project: string
  not_sent: number | null
  request_headers: number | string
  request_values: string | null
  http: string | null
  target: string
  request_hash: Buffer | null
  request_size: number
  response_hash: Buffer | null
  steps: string
  request_body: Buffer | null
  response_body: Buffer | null
}

export interface RefusedRow {
  n: number
  id: Buffer
  at: number
  method: string
  target: string
  status: number
  code: string
  message: string
  workflow: string | null
  http: string
  request_headers: string
  response_headers: string
  response_text: string
  body_hash: Buffer | null
  body_size: number
  body: Buffer | null
}
