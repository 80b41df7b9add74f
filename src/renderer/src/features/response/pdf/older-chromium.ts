/**
 * pdfjs's legacy build runs in Chromium 114 but for `Promise.withResolvers` (ES2024, Chromium 119), which it neither brings nor avoids.
 * Imported before pdfjs, in the page and in its worker.
 */
Promise.withResolvers ??= function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>['resolve'] = () => undefined
  let reject: PromiseWithResolvers<T>['reject'] = () => undefined
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}
