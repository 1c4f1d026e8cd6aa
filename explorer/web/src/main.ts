import { mount } from 'svelte'
import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import App from './App.svelte'
import { start } from './lib/chain.svelte'
import { warm } from './lib/warm'

mount(App, { target: document.getElementById('app')! })
start()
warm()
