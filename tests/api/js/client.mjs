// Uploads one file with tus-js-client the way that its mode says; prints the outcome as JSON.
import { createReadStream, statSync } from "node:fs"
import * as tus from "tus-js-client"

const [endpoint, key, file, mode] = process.argv.slice(2)
const MODES = {
  single: {},
  chunked: { chunkSize: 1024 * 1024 },
  creation: { uploadDataDuringCreation: true, chunkSize: 3 * 1024 * 1024 },
  override: { overridePatchMethod: true },
  resume: { chunkSize: 1024 * 1024 },
}
const seen = { requests: 0, recording: null, aborted: false, resumedFrom: null }

const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: Infinity,
  retryDelays: [0, 500, 1000],
  headers: { Authorization: `Bearer ${key}` },
  metadata: { filename: "from js.mp4", filetype: "video/mp4", kind: "livestream" },
  onAfterResponse(request, response) {
    seen.requests += 1
    seen.recording = response.getHeader("Tradereel-Recording") || seen.recording
    if (request.getMethod() === "HEAD") seen.resumedFrom = Number(response.getHeader("Upload-Offset"))
  },
  onProgress: abortOnce,
  onError(error) {
    console.log(JSON.stringify({ error: String(error) }))
    process.exit(1)
  },
  onSuccess() {
    console.log(JSON.stringify({ ...seen, url: upload.url }))
  },
  ...MODES[mode],
})

function abortOnce(sent, total) {
  if (mode !== "resume" || seen.aborted || sent < total / 2) return
  seen.aborted = true
  // A second upload object, as after a reload of the page: it knows nothing but the address.
  upload.abort().then(() => {
    const again = new tus.Upload(createReadStream(file), { ...upload.options, uploadUrl: upload.url })
    again.start()
  })
}

upload.start()
