/** The address of a worker thread's program: beside the sources as they run, or in `out/host` when built (its chunks lie a folder below). */
export function workerFile(name: string): URL {
  const here = import.meta.url
  if (here.endsWith('.ts')) return new URL(`./${name}.ts`, here)
  return new URL(here.includes('/chunks/') ? `../${name}.js` : `./${name}.js`, here)
}
