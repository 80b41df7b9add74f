import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron'
import { type DesktopApi, desktopChannels, type HostState } from '../shared/desktop.ts'

const desktop: DesktopApi = {
  platform: process.platform,
  openWorkspace: () => ipcRenderer.invoke(desktopChannels.openWorkspace),
  saveResponse: (suggestedName, url) => ipcRenderer.invoke(desktopChannels.saveResponse, suggestedName, url),
  revealFile: path => ipcRenderer.invoke(desktopChannels.revealFile, path),
  restartHost: () => ipcRenderer.invoke(desktopChannels.restartHost),
  onHostState(callback) {
    let stopped = false
    const listener = (_event: IpcRendererEvent, state: HostState) => callback(state)
    ipcRenderer.on(desktopChannels.hostState, listener)
    void ipcRenderer.invoke(desktopChannels.currentHostState).then((state: HostState) => {
      if (!stopped) callback(state)
    })
    return () => {
      stopped = true
      ipcRenderer.off(desktopChannels.hostState, listener)
    }
  },
}

contextBridge.exposeInMainWorld('desktop', desktop)

/** Links out are opened by main, and only for a real click: a script's own click is not trusted. */
window.addEventListener('click', event => {
  const target = event.target instanceof Element ? event.target.closest('a') : null
  if (!event.isTrusted || target?.protocol !== 'https:') return
  event.preventDefault()
  void ipcRenderer.invoke(desktopChannels.openLink, target.href)
})
