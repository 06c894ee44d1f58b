"""SMS by Alibaba Cloud: dysmsapi of 2017-05-25, one signed call a message."""

from xuanhu.integrations.messages.aliyun.sender import AliyunSmsSender

__all__ = ["AliyunSmsSender"]
