import type { editor } from 'monaco-editor/editor'
import { LINE_HEIGHT, PADDING } from './language.ts'

/** How a code surface looks and behaves, apart from its text. */
export type Surface = {
  /** The accessible name. */
  readonly label: string
  readonly wrap: boolean
  readonly folding: boolean
  readonly readOnly: boolean
  /** The number of the first line. */
  readonly firstLine?: number
}

/** Monaco's options for a surface: the mock's 12/19 monospace without ligatures, and nothing that suggests or marks by itself. */
export const editorOptions = (
  surface: Surface,
): editor.IEditorOptions & editor.IGlobalEditorOptions & { ariaLabel: string } => ({
  ariaLabel: surface.label,
  readOnly: surface.readOnly,
  domReadOnly: surface.readOnly,
  // A view is left with Tab as any other text; an editor keeps Tab for indenting until Escape.
  tabFocusMode: surface.readOnly,
  // One way of typing in every Chromium from 114 on; the newer EditContext is not in all of them.
  editContext: false,
  automaticLayout: true,
  fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
  fontSize: 12,
  lineHeight: LINE_HEIGHT,
  fontLigatures: false,
  padding: { top: PADDING, bottom: PADDING },
  lineNumbers: line => String(line + (surface.firstLine ?? 1) - 1),
  lineNumbersMinChars: Math.max(3, String(surface.firstLine ?? 1).length),
  lineDecorationsWidth: 11,
  glyphMargin: false,
  folding: surface.folding,
  showFoldingControls: 'always',
  wordWrap: surface.wrap ? 'on' : 'off',
  wrappingStrategy: 'simple',
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  scrollBeyondLastColumn: 2,
  renderLineHighlight: 'none',
  overviewRulerLanes: 0,
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollbar: {
    verticalScrollbarSize: 10,
    horizontalScrollbarSize: 10,
    useShadows: false,
    alwaysConsumeMouseWheel: false,
  },
  contextmenu: false,
  links: false,
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false },
  guides: { indentation: false },
  stickyScroll: { enabled: false },
  // What is typed is what is sent: nothing is closed, wrapped, completed or indented unasked.
  autoClosingBrackets: 'never',
  autoClosingQuotes: 'never',
  autoSurround: 'never',
  autoIndent: 'keep',
  quickSuggestions: false,
  suggestOnTriggerCharacters: false,
  wordBasedSuggestions: 'off',
  colorDecorators: false,
  fixedOverflowWidgets: true,
  roundedSelection: false,
})
