import type { RequestBody, RequestBodyType } from '../../../shared/request.ts'
import type { Bytes } from '../bytes.ts'
import type { ResolveText } from '../templates.ts'

/** A body's bytes and the Content-Type they ask for; none for raw bytes and for no body. */
export interface ComposedBody {
  readonly bytes: Bytes
  readonly contentType?: string
}

/** A file of the workspace, found: its bytes, size and own name. */
export interface WorkspaceBytes {
  readonly bytes: Bytes
  readonly name: string
}

/** What composing a body needs from outside. */
export interface BodyTools {
  readonly text: ResolveText
  /** A workspace file by its path in the document. Throws FILE_NOT_FOUND or FILE_FORBIDDEN. */
  file(path: string, field: string): Promise<WorkspaceBytes>
  /** Says something about the request that a person should know. */
  note(text: string): void
  /** The list that `note` fills. */
  readonly notes: string[]
  /** The Content-Type set by hand, if any. */
  readonly handType: string | undefined
}

/** Turns one type of body into bytes. */
export type BodyComposer<T extends RequestBodyType> = (
  body: Extract<RequestBody, { type: T }>,
  tools: BodyTools,
) => ComposedBody | Promise<ComposedBody>
