# mosquitto with mutual authentication, by micropython-umqtt.simple as it is on PyPI: TLS 1.2 and 1.3, ECDSA and RSA, a megabyte
# published and received; refusals; many connections.

import combos, hashlib, peer, refused
from umqtt.simple import MQTTClient


# What umqtt passes to ssl.wrap_socket.
def client(server, kind, identity, **more):
    params = {
        "cert": "/rom/" + identity + ".der",
        "key": "/rom/" + identity + ".key.der",
        "cadata": "/rom/" + kind[1] + ".der",
        "server_hostname": "broker.local",
    }
    params.update(more)
    return MQTTClient(identity, "127.0.0.1", server.port, ssl=True, ssl_params=params)


def megabyte(mqtt):
    sent, received = hashlib.sha256(), hashlib.sha256()
    mqtt.set_callback(lambda topic, message: received.update(message))
    mqtt.subscribe(b"camera/frames")
    for i in range(16):
        message = combos.chunk(i, 65536)
        sent.update(message)
        mqtt.publish(b"camera/frames", message)
        mqtt.wait_msg()
    return sent.digest() == received.digest()


clients = []
for kind in combos.KINDS:
    for version in combos.VERSIONS:
        server = peer.server("mosquitto", kind[0], version=version[0])
        mqtt = client(server, kind, kind[2])
        clients.append(mqtt)
        mqtt.connect()
        print(kind[0], mqtt.sock.version(), mqtt.sock.verify_result, megabyte(mqtt))
        mqtt.disconnect()

        # Whatever is wrong is said on this side, whichever side finds it.
        for identity in ("stranger-client", "revoked-client", "expired-client"):
            refused.show(client(server, kind, identity).connect, "the peer sent alert")
        refused.show(client(server, kind, kind[2], server_hostname="elsewhere.local").connect, "'elsewhere.local'")
        refused.show(client(server, kind, kind[2], cadata="/rom/other-ca.der").connect)


def one(i):
    mqtt = clients[i % 4]
    done = mqtt.connect() == 0
    mqtt.ping()
    done = done and mqtt.wait_msg() is None
    mqtt.disconnect()
    return done


combos.loop(one)
