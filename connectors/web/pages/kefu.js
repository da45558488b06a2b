// The script of both pages. Text only ever enters the page as text, never as HTML.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;

// Calls the server. Resolves to the answer's JSON; rejects with {status, message}.
async function call(method, path, body) {
  const request = { method, headers: { "Accept-Language": language }, credentials: "same-origin" };
  if (body !== undefined) {
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
  let waiting = false;

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
        if (waiting) return;
        button.classList.add("chosen");
        say(choice.payload, choice.title);
      });
      choices.append(button);
    });
    item.append(choices);
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
    if (message.buttons && message.buttons.length) showChoices(item, message.buttons, active);
    toEnd();
    return item;
  }

  function wait(on) {
    waiting = on;
    typing.hidden = !on;
    send.disabled = on;
    if (on) toEnd();
  }

  function sessionOver(error) {
    if (error.status !== 401) return false;
    showProblem(words.error_session);
    window.setTimeout(() => window.location.assign("/login"), 1500);
    return true;
  }

  async function say(text, shownAs) {
    retireChoices();
    const mine = show({ from: "customer", text: shownAs });
    wait(true);
    try {
      const answers = await call("POST", "/api/messages", { message: text });
      wait(false);
      answers.forEach((answer) => show(answer, true));
      if (!answers.length) showNote(words.no_answer);
    } catch (error) {
      wait(false);
      mine.classList.add("failed");
      if (!sessionOver(error)) {
        showProblem(error.message, () => {
          mine.remove();
          say(text, shownAs);
        });
      }
    }
    field.focus();
  }

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
    if (!text || waiting) return;
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
      if (!history.messages.length) show({ from: "assistant", text: words.welcome });
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
