/**
 * Monaco with the languages and features this app uses, in a chunk of its own (monaco-editor 0.56 and later list them one by one;
 * importing all costs 8 MB). Loaded only through `load.ts`.
 */
import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/cursorUndo/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/format/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/longLinesHelper/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/languages/definitions/html/register'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/xml/register'
import 'monaco-editor/languages/definitions/yaml/register'
import { editor, KeyCode } from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import { useTheme } from '../../theme/theme.ts'
import { registerJson } from './json-language.ts'
import { defineThemes, themeName } from './monaco-theme.ts'

self.MonacoEnvironment = {
  getWorker: () => new EditorWorker(),
}

registerJson()

const applyTheme = () => {
  const { theme } = useTheme.getState()
  defineThemes(theme)
  editor.setTheme(themeName(theme))
}
applyTheme()
useTheme.subscribe(applyTheme)

export { editor, KeyCode }
