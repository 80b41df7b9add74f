import { existsSync } from 'node:fs'
import { readJsonFile, writeJsonFile } from './json-file.ts'

const kept = 10

/** The workspaces opened last, newest first; those whose folder is gone are left out. */
export function recentWorkspaces(file: string): readonly string[] {
  const stored = readJsonFile(file)
  return Array.isArray(stored)
    ? stored.filter((path): path is string => typeof path === 'string' && existsSync(path))
    : []
}

/** Puts a workspace at the head of the list and returns the new list. */
export function rememberWorkspace(file: string, workspace: string): readonly string[] {
  const list = [workspace, ...recentWorkspaces(file).filter(path => path !== workspace)].slice(0, kept)
  writeJsonFile(file, list)
  return list
}
