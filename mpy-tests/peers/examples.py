# The scripts of examples/ as they are, run by their own main() with the files in /flash that their first lines speak of; only address
# and port are this machine's.

import _thread, asyncio, peer, sys

sys.path.insert(0, "/rom/examples")

import asyncio_client, asyncio_server, ca_signed, client, mqtt, mutual, server, web_app


# Copies /rom/SOURCE to /flash/TARGET for each TARGET=SOURCE.
def flash(**files):
    for target, source in files.items():
        with open("/rom/" + source, "rb") as f:
            data = f.read()
        with open("/flash/" + target.replace("_", ".") + ".der", "wb") as f:
            f.write(data)


# Has a client's main() run; what it prints is looked at instead.
def run_client(name, module, port, main, words):
    printed = []
    module.HOST, module.PORT = "127.0.0.1", port
    module.print = printed.append
    main()
    print(name, words in printed[0])


# Has curl visit.
def curl(port, anchors):
    arguments = "--silent --show-error --cacert %s.pem --resolve camera.local:{port}:127.0.0.1 https://camera.local:{port}/"
    return peer.client("curl", arguments % anchors, port=port)


# Has a server's main() run in a thread, from which it does not come back.
def run_server(name, module, main, anchors):
    module.PORT = peer.free_port()
    visitor = curl(module.PORT, anchors)
    _thread.start_new_thread(main, ())
    print(name, visitor.output())


page = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem")
flash(server="server.der")
run_client("client", client, page.port, client.main, b"200 ok")
run_client("asyncio_client", asyncio_client, page.port, lambda: asyncio.run(asyncio_client.main()), b"200 ok")

page = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem -CAfile ca.pem -Verify 2 -verify_return_error")
flash(ca="ca.der", camera="client.der", camera_key="client.key.der")
run_client("mutual", mutual, page.port, mutual.main, b"Client certificate")

broker = peer.server("mosquitto", "server", version="1.3")
mqtt.HOST, mqtt.PORT = "127.0.0.1", broker.port
params = {"cadata": "/flash/ca.der", "cert": "/flash/camera.der", "key": "/flash/camera.key.der", "server_hostname": "broker.local"}
subscriber = mqtt.MQTTClient("desk", "127.0.0.1", broker.port, ssl=True, ssl_params=params)
subscriber.connect()
subscriber.set_callback(lambda topic, message: print("mqtt", topic, message))
subscriber.subscribe("camera7/motion")
mqtt.main()
subscriber.wait_msg()

flash(camera="camera.der", camera_key="camera.key.der")
run_server("server", server, server.main, "camera")
flash(chain="camera-deep.chain.der", camera_key="camera-deep.key.der")
run_server("ca_signed", ca_signed, ca_signed.main, "ca")
flash(camera_key="camera.key.der")


async def visit():
    asyncio_server.PORT = peer.free_port()
    visitor = curl(asyncio_server.PORT, "camera")
    task = asyncio.create_task(asyncio_server.main())
    while not visitor.ended():
        await asyncio.sleep_ms(20)
    print("asyncio_server", visitor.output())
    task.cancel()


asyncio.run(visit())
asyncio.new_event_loop()
run_server("web_app", web_app, web_app.main, "camera")
