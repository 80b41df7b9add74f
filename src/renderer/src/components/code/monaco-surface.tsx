import type { editor } from 'monaco-editor/editor'
import { type RefObject, useEffect, useRef } from 'react'
import { type CodeLanguage, PLAIN_BEYOND } from './language.ts'
import type { Monaco } from './load.ts'
import { editorOptions, type Surface } from './options.ts'

const languageOf = (language: CodeLanguage, text: string): CodeLanguage =>
  text.length > PLAIN_BEYOND ? 'plaintext' : language

/** Lets Tab leave an editor after Escape, until it is focused anew, so that the keyboard is never caught (WCAG 2.1.2). */
const releaseTabOnEscape = (monaco: Monaco, instance: editor.IStandaloneCodeEditor): void => {
  instance.addCommand(
    monaco.KeyCode.Escape,
    () => instance.updateOptions({ tabFocusMode: true }),
    '!findWidgetVisible && !editorHasMultipleSelections && !editorHasSelection',
  )
  instance.onDidBlurEditorText(() => instance.updateOptions({ tabFocusMode: false }))
}

/** One Monaco editor over one model. The text flows in when it changed outside, and out through `onChange`. */
export const MonacoSurface = ({
  monaco,
  value,
  language,
  surface,
  onChange,
  onHeight,
  caret,
}: {
  readonly monaco: Monaco
  readonly value: string
  readonly language: CodeLanguage
  readonly surface: Surface
  readonly onChange?: (value: string) => void
  readonly onHeight?: (pixels: number) => void
  /** Where a person was typing in the plain text that this replaces; null when they were not. */
  readonly caret?: RefObject<number | null>
}) => {
  const host = useRef<HTMLDivElement>(null)
  const instance = useRef<editor.IStandaloneCodeEditor>(null)
  const latest = useRef({ value, language, surface, onChange, onHeight })
  latest.current = { value, language, surface, onChange, onHeight }

  useEffect(() => {
    if (!host.current) return
    const first = latest.current
    const model = monaco.editor.createModel(first.value, languageOf(first.language, first.value))
    model.updateOptions({ tabSize: 2 })
    const created = monaco.editor.create(host.current, { ...editorOptions(first.surface), model })
    instance.current = created
    if (!first.surface.readOnly) releaseTabOnEscape(monaco, created)
    created.onDidChangeModelContent(() => {
      const text = model.getValue()
      if (text !== latest.current.value) latest.current.onChange?.(text)
    })
    created.onDidContentSizeChange(({ contentHeight }) => latest.current.onHeight?.(contentHeight))
    latest.current.onHeight?.(created.getContentHeight())
    if (typeof caret?.current === 'number') {
      created.setPosition(model.getPositionAt(caret.current))
      created.focus()
    }
    return () => {
      instance.current = null
      created.dispose()
      model.dispose()
    }
  }, [monaco, caret])

  useEffect(() => {
    const model = instance.current?.getModel()
    if (!model || model.getValue() === value) return
    // One edit, so that the field's own undo goes back over it.
    if (latest.current.surface.readOnly) model.setValue(value)
    else model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null)
  }, [value])

  useEffect(() => {
    const model = instance.current?.getModel()
    if (model) monaco.editor.setModelLanguage(model, languageOf(language, latest.current.value))
  }, [monaco, language])

  const { label, wrap, folding, readOnly, firstLine } = surface
  useEffect(() => {
    instance.current?.updateOptions({
      ...editorOptions({ label, wrap, folding, readOnly, firstLine }),
    })
  }, [label, wrap, folding, readOnly, firstLine])

  return <div ref={host} style={{ position: 'absolute', inset: 0 }} />
}
