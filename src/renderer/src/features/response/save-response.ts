import type { DesktopApi } from '../../../../shared/desktop.ts'
import { toast } from '../../components/toast.tsx'
import type { BodySource } from './media/source.ts'

const desktop = (): DesktopApi | undefined => (window as Window & { readonly desktop?: DesktopApi }).desktop

const download = (url: string, name: string): void => {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  if (url.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

const inWindow = async (api: DesktopApi, url: string, name: string): Promise<void> => {
  const result = await api.saveResponse(name, url)
  if (result.outcome === 'failed') throw new Error(result.message)
  if (result.outcome === 'cancelled') return
  const { path } = result
  toast({
    tone: 'ok',
    title: 'Response saved',
    text: path,
    action: { label: 'Show in folder', run: () => void api.revealFile(path) },
  })
}

/** Saves exactly the bytes of a body: through the window's dialog, in a browser as a download. A failure is shown, nothing is thrown. */
export const saveResponse = async (source: BodySource, name: string): Promise<void> => {
  try {
    const api = desktop()
    const url = await source.link()
    if (api && !url.startsWith('blob:')) await inWindow(api, new URL(url, location.origin).href, name)
    else download(url, name)
  } catch (error) {
    toast({
      tone: 'bad',
      title: 'The response was not saved',
      text: error instanceof Error ? error.message : String(error),
    })
  }
}
