// Records what a customer says with the browser's own recorder. Knows nothing of the conversation.
"use strict";

// What the server reads, the smallest first: Opus in Chromium and Firefox, AAC in Safari.
const RECORDING_TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const RECORDING_BITS_PER_SECOND = 32000;

// Browsers offer microphones to pages over https and from localhost only.
function canRecord() {
  return Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.MediaRecorder);
}

// Starts recording; rejects where the customer or the browser does not allow it.
// Resolves to {stop, cancel, result}: `result` becomes the recording, or null where it was cancelled. It stops by
// itself after `mostSeconds`; `onSecond` is told the seconds so far.
async function startRecording(mostSeconds, onSecond) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const type = RECORDING_TYPES.find((known) => MediaRecorder.isTypeSupported(known));
  const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: RECORDING_BITS_PER_SECOND });
  const parts = [];
  const started = Date.now();
  let wanted = true;

  function stop() {
    if (recorder.state !== "inactive") recorder.stop();
  }

  const ticking = window.setInterval(() => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    onSecond(seconds);
    if (seconds >= mostSeconds) stop();
  }, 200);
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const result = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      window.clearInterval(ticking);
      // Also puts out the browser's sign that it listens.
      stream.getTracks().forEach((track) => track.stop());
      resolve(wanted ? new Blob(parts, { type: recorder.mimeType }) : null);
    });
  });
  // A microphone that is unplugged ends the recording; what was said until then counts.
  stream.getAudioTracks().forEach((track) => track.addEventListener("ended", stop));
  recorder.start();
  return {
    stop,
    cancel() {
      wanted = false;
      stop();
    },
    result,
  };
}
