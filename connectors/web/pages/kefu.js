// The script of both pages; `recording.js` is loaded before it where there is a microphone button. Text only ever enters the page as text, never as HTML.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;

// Calls the server with JSON or a form. Resolves to the answer's JSON; rejects with {status, message}.
async function call(method, path, body) {
  const request = { method, headers: { "Accept-Language": language }, credentials: "same-origin" };
  if (body instanceof FormData) {
    request.body = body;
  } else if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch (failure) {
    throw { status: 0, message: words.error_network };
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch (failure) {
    // not JSON: handled below
  }
  if (!response.ok || answer === null) {
    const told = answer && answer.error && answer.error.message;
    throw { status: response.status, message: told || words.error_other };
  }
  return answer;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function startLogin() {
  const form = document.getElementById("login");
  const problem = document.getElementById("problem");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const empty = [form.username, form.password].find((field) => !field.value);
    if (empty) {
      empty.focus();
      return;
    }
    button.disabled = true;
    button.textContent = words.signing_in;
    try {
      await call("POST", "/api/session", { username: form.username.value, password: form.password.value });
      window.location.assign("/chat");
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      form.password.select();
      button.disabled = false;
      button.textContent = words.sign_in;
    }
  });
}

function startChat() {
  const list = document.getElementById("messages");
  const scroll = document.getElementById("scroll");
  const typing = document.getElementById("typing");
  const form = document.getElementById("say");
  const field = document.getElementById("message");
  const send = document.getElementById("send");
  const speak = document.getElementById("speak");
  const recordingBar = document.getElementById("recording");
  const recorded = document.getElementById("recorded");
  let waiting = false;
  let recording = null;

  function toEnd() {
    scroll.scrollTop = scroll.scrollHeight;
  }

  function row(who) {
    const item = element("li", who);
    const name = who === "customer" ? words.you : words.assistant;
    item.append(element("span", "unseen", name + ": "));
    list.append(item);
    return item;
  }

  function showNote(text) {
    const item = element("li");
    item.append(element("p", "note", text));
    list.append(item);
    toEnd();
  }

  function showProblem(text, again) {
    const item = element("li");
    item.append(element("p", "problem", text));
    if (again) {
      const button = element("button", "plain", words.retry);
      button.type = "button";
      button.addEventListener("click", () => {
        item.remove();
        again();
      });
      item.append(button);
    }
    list.append(item);
    toEnd();
  }

  function safePicture(address) {
    try {
      const url = new URL(address, window.location.origin);
      return url.protocol === "https:" || url.origin === window.location.origin ? url.href : null;
    } catch (failure) {
      return null;
    }
  }

  // Buttons work until the conversation goes on.
  function retireChoices() {
    list.querySelectorAll(".choices button").forEach((button) => {
      button.disabled = true;
    });
  }

  function showChoices(item, buttons, active) {
    const choices = element("div", "choices");
    buttons.forEach((choice) => {
      const button = element("button", "", choice.title);
      button.type = "button";
      button.disabled = !active;
      button.addEventListener("click", () => {
        if (waiting || recording) return;
        button.classList.add("chosen");
        say(choice.payload, choice.title);
      });
      choices.append(button);
    });
    item.append(choices);
  }

  // Whether an answer helped; what did not is looked at by those who teach the assistant.
  function thumbs(answer) {
    const box = element("div", "thumbs");
    const signs = [["up", "👍", words.thumb_up], ["down", "👎", words.thumb_down]];
    signs.forEach(([feedback, sign, label]) => {
      const button = element("button", "plain", sign);
      button.type = "button";
      button.setAttribute("aria-label", label);
      button.addEventListener("click", async () => {
        try {
          await call("POST", "/api/feedback", { feedback, answer });
          box.querySelectorAll("button").forEach((each) => {
            each.setAttribute("aria-pressed", String(each === button));
          });
        } catch (error) {
          if (!sessionOver(error)) showProblem(error.message);
        }
      });
      box.append(button);
    });
    return box;
  }

  function show(message, active) {
    const who = message.from === "customer" ? "customer" : "assistant";
    const item = row(who);
    if (message.text) item.append(element("p", "bubble", message.text));
    const address = message.image && safePicture(message.image);
    if (address) {
      const picture = element("img", "picture");
      picture.src = address;
      picture.alt = words.picture;
      picture.loading = "lazy";
      picture.addEventListener("load", toEnd);
      item.append(picture);
    }
    if (who === "assistant" && message.text && !message.own) item.append(thumbs(message.text));
    if (message.buttons && message.buttons.length) showChoices(item, message.buttons, active);
    toEnd();
    return item;
  }

  function wait(on) {
    waiting = on;
    typing.hidden = !on;
    send.disabled = on;
    speak.disabled = on;
    if (on) toEnd();
  }

  function sessionOver(error) {
    if (error.status !== 401) return false;
    showProblem(words.error_session);
    window.setTimeout(() => window.location.assign("/login"), 1500);
    return true;
  }

  // Shows what the customer said and what `ask` resolves to; `again` does all of it once more.
  async function exchange(shownAs, ask, again) {
    retireChoices();
    const mine = show({ from: "customer", text: shownAs });
    wait(true);
    try {
      const answers = await ask(mine);
      wait(false);
      answers.forEach((answer) => show(answer, true));
      if (!answers.length) showNote(words.no_answer);
    } catch (error) {
      wait(false);
      mine.classList.add("failed");
      // What was refused for what it is would be refused again.
      const refused = error.status >= 400 && error.status < 500;
      const retry = () => {
        mine.remove();
        again();
      };
      if (!sessionOver(error)) showProblem(error.message, refused ? null : retry);
    }
    field.focus();
  }

  function say(text, shownAs) {
    const ask = () => call("POST", "/api/messages", { message: text });
    return exchange(shownAs, ask, () => say(text, shownAs));
  }

  // A recording is shown as what was understood of it.
  function sayAloud(sound) {
    const ask = async (mine) => {
      const form = new FormData();
      form.append("audio", sound);
      form.append("language", language);
      let answer;
      try {
        answer = await call("POST", "/api/voice", form);
      } catch (error) {
        if (error.status >= 400 && error.status < 500) mine.remove();
        throw error;
      }
      mine.querySelector(".bubble").textContent = answer.transcript.text;
      return answer.messages;
    };
    return exchange(words.recognising, ask, () => sayAloud(sound));
  }

  async function canBeHeard() {
    if (!canRecord()) {
      showProblem(words.error_no_recorder);
      return false;
    }
    try {
      const model = await call("GET", "/webhooks/voice/model");
      if (model.languages[language].engine) return true;
      showProblem(words.error_no_engine);
    } catch (error) {
      showProblem(error.message);
    }
    return false;
  }

  function showRecording(on) {
    recordingBar.hidden = !on;
    field.hidden = on;
    send.hidden = on;
    speak.classList.toggle("on", on);
    speak.title = on ? words.stop_speaking : words.speak;
    speak.setAttribute("aria-label", speak.title);
    recorded.textContent = "0:00";
  }

  function showSeconds(seconds) {
    recorded.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  }

  async function listen() {
    speak.disabled = true;
    try {
      if (!(await canBeHeard())) return;
      recording = await startRecording(Number(document.body.dataset.voiceSeconds), showSeconds);
    } catch (refused) {
      showProblem(words.error_no_microphone);
      return;
    } finally {
      speak.disabled = false;
    }
    showRecording(true);
    const sound = await recording.result;
    recording = null;
    showRecording(false);
    if (sound && sound.size) sayAloud(sound);
  }

  speak.addEventListener("click", () => {
    if (recording) recording.stop();
    else if (!waiting) listen();
  });
  document.getElementById("cancel-speaking").addEventListener("click", () => {
    if (recording) recording.cancel();
    speak.focus();
  });

  function fit() {
    field.style.height = "auto";
    field.style.height = field.scrollHeight + "px";
  }

  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    // Enter sends, except while an input method still composes Chinese characters.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || waiting || recording) return;
    field.value = "";
    fit();
    say(text, text);
  });
  document.getElementById("sign-out").addEventListener("click", async () => {
    try {
      await call("DELETE", "/api/session");
    } finally {
      window.location.assign("/logout");
    }
  });

  async function start() {
    wait(true);
    try {
      const history = await call("GET", "/api/history");
      history.messages.forEach((message, place) => {
        show(message, lastTurn(history.messages, place));
      });
      if (!history.messages.length) show({ from: "assistant", text: words.welcome, own: true });
    } catch (error) {
      if (!sessionOver(error)) showProblem(words.error_history);
    }
    wait(false);
    field.focus();
  }

  // Whether the customer has said nothing after this message.
  function lastTurn(messages, place) {
    return messages.slice(place).every((message) => message.from !== "customer");
  }

  start();
}

if (document.body.dataset.page === "login") startLogin();
else startChat();
