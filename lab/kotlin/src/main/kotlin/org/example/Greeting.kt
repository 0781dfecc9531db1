package org.example

import io.frelay.function.PeerHandler
import io.frelay.function.Peers

class Greeting : PeerHandler<Greeting.Input, Greeting.Output> {
    data class Input(val text: String)

    data class Output(val answer: String)

    override fun handle(input: Input, peers: Peers): Output {
        val peer = peers[peers.names().first()].messages()
        peer.send(input.text.toByteArray())
        return Output(peer.receive().orElseThrow().decodeToString())
    }
}
