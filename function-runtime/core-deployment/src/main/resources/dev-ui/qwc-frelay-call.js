import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import '@vaadin/button';
import '@vaadin/select';
import '@vaadin/text-area';
import '@vaadin/text-field';

/** Calls a handler as all parties that the application plays, each with its own input. */
export class QwcFrelayCall extends QwcHotReloadElement {
    jsonRpc = new JsonRpc(this);

    static styles = css`
        :host { display: flex; flex-direction: column; gap: 10px; padding: 10px; }
        .row { display: flex; flex-wrap: wrap; gap: 10px; align-items: baseline; }
        .party { flex: 1; min-width: 250px; }
        vaadin-text-area { width: 100%; }
        pre { margin: 0; padding: 10px; white-space: pre-wrap; background: var(--lumo-contrast-5pct); }
        .failed { color: var(--lumo-error-text-color); }`;

    static properties = {
        _handlers: { state: true },
        _players: { state: true },
        _handler: { state: true },
        _tag: { state: true },
        _inputs: { state: true },
        _outcomes: { state: true },
        _calling: { state: true },
    };

    constructor() {
        super();
        this._tag = '';
        this._inputs = {};
        this._outcomes = {};
    }

    connectedCallback() {
        super.connectedCallback();
        this.hotReload();
    }

    async hotReload() {
        const [handlers, players] = await Promise.all([this.jsonRpc.handlers(), this.jsonRpc.players()]);
        this._handlers = handlers.result;
        this._players = players.result;
        if (!this._handlers.some(each => each.name === this._handler) && this._handlers.length > 0) {
            this._choose(this._handlers[0].name);
        }
    }

    _choose(name) {
        this._handler = name;
        const example = this._handlers.find(each => each.name === name)?.example ?? 'null';
        this._inputs = Object.fromEntries(this._players.map(party => [party, example]));
        this._outcomes = {};
    }

    async _call() {
        const inputs = {};
        const wrong = {};
        for (const party of this._players) {
            try {
                inputs[party] = JSON.parse(this._inputs[party]);
            } catch (e) {
                wrong[party] = 'The input is not JSON: ' + e.message;
            }
        }
        if (Object.keys(wrong).length > 0) {
            this._outcomes = wrong;
            return;
        }
        this._calling = true;
        try {
            const answer = await this.jsonRpc.call(
                { handler: this._handler, tag: this._tag, inputs: JSON.stringify(inputs) });
            this._outcomes = answer.result;
        } catch (e) {
            this._outcomes = { [this._players[0]]: 'The call failed: ' + (e?.error?.message ?? e) };
        } finally {
            this._calling = false;
        }
    }

    render() {
        if (!this._handlers || !this._players) {
            return html`<span>Loading</span>`;
        }
        if (this._handlers.length === 0) {
            return html`<span>There is no handler yet. Write a class that implements PeerHandler.</span>`;
        }
        return html`
            <div class="row">
                <vaadin-select label="Handler" .value=${this._handler}
                    .items=${this._handlers.map(each => ({ label: each.name, value: each.name }))}
                    @value-changed=${e => e.detail.value && e.detail.value !== this._handler && this._choose(e.detail.value)}>
                </vaadin-select>
                <vaadin-text-field label="Tag" placeholder="a fresh one" .value=${this._tag}
                    @value-changed=${e => { this._tag = e.detail.value; }}></vaadin-text-field>
                <vaadin-button id="call" theme="primary" ?disabled=${this._calling} @click=${this._call}>
                    ${this._calling ? 'Calling' : 'Call'}
                </vaadin-button>
            </div>
            <div class="row">${this._players.map(party => this._party(party))}</div>`;
    }

    _party(party) {
        const outcome = this._outcomes[party];
        const failed = outcome?.startsWith('{"error"') || outcome?.startsWith('The ');
        return html`
            <div class="party">
                <vaadin-text-area label="Input of party ${party}" .value=${this._inputs[party] ?? ''}
                    @value-changed=${e => { this._inputs = { ...this._inputs, [party]: e.detail.value }; }}>
                </vaadin-text-area>
                ${outcome === undefined ? '' : html`<pre class=${failed ? 'failed' : ''} data-party=${party}>${outcome}</pre>`}
            </div>`;
    }
}
customElements.define('qwc-frelay-call', QwcFrelayCall);
