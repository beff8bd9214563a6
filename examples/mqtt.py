# A camera publishes by MQTT over mutual TLS, with MicroPython's umqtt.simple:
#   mpremote mip install umqtt.simple
# The certificates are made as mutual.py says; the broker gets ca.pem as its `cafile`, and `require_certificate true`.
#
# What is wrong with the broker's certificate, or with the camera's in the broker's eyes, is the OSError that connect() raises.

from umqtt.simple import MQTTClient

HOST, PORT, NAME = "192.0.2.7", 8883, "broker.local"
TRUSTED, CERT, KEY = "/flash/ca.der", "/flash/camera.der", "/flash/camera.key.der"


def connect():
    # umqtt hands these to ssl.wrap_socket. cadata turns verification on, server_hostname says whom to expect.
    params = {"cadata": TRUSTED, "cert": CERT, "key": KEY, "server_hostname": NAME}
    client = MQTTClient("camera7", HOST, PORT, ssl=True, ssl_params=params)
    client.connect()
    return client


def main():
    client = connect()
    client.publish("camera7/motion", "yes")
    client.disconnect()


if __name__ == "__main__":
    main()
